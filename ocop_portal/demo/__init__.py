"""Demo data: fictional people and products, made by the same actions as the screens."""
