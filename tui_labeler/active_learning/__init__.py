"""A model picks what is asked next: query strategies around a modAL learner."""
