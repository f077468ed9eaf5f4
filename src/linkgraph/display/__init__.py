"""What a notebook shows: HTML tables of the library's values (`tables`)."""
