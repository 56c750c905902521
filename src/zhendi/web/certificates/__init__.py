"""Pages of activity certificates: who holds one, the yearly check, cards and sheets to print, the scan that all may ask."""
