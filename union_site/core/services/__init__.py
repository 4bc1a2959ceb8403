"""What takes more than one save: module = noun, function = verb; each is atomic and writes its own audit event."""
