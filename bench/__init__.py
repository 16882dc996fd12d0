"""How fast the portal is, as ratios against the least that could answer (`make bench`)."""
