"""Rules vote, a label model weighs the votes: labels for many items from a person's knowledge."""
