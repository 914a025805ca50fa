"""An LLM as another annotator: prompt, client, parsing, confidence, cost (the only openai)."""
