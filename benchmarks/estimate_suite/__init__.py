"""Cases that try an estimate of a slope: ten families, hand-made and random, with their truth."""
