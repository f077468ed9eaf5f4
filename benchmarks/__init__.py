"""Side-by-side measurements; see README.md here and docs/performance.md."""
