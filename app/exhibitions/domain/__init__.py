"""Rules of exhibitions: days, places, who may see and change them."""
