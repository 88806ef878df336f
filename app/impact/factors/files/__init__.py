"""Files of factors that the staff bring by a page: kept, tried, confirmed, and read by a second person.

1. ``domain``    the kinds of files, their states, what a dry run says of each row.
2. ``reading``   which kind a file is, and its dry run, by the readers that the command line uses.
3. ``report``    the dry run as it is kept between the try and the confirmation.
4. ``services``  the verbs; ``working`` the work that may last; ``queries`` what pages show.
"""
