"""Training documents and the code that builds every model out of them. Development only."""
