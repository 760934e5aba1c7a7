"""Many seeded chains side by side, to measure what one chain cannot show: that odds are fair."""
