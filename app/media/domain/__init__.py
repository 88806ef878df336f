"""Rules of pictures: who may send and see them, and why a file is refused."""
