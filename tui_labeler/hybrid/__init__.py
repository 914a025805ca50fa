"""All sources together: one label per item, the final model, what it cost."""
