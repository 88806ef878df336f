"""Module 3: the environmental diagnostic of an exhibition, by life-cycle assessment with several indicators."""
