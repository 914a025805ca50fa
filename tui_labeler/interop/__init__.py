"""Records of other annotation tools: theirs to ours and ours to theirs."""
