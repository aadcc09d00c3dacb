"""The catalogue, a module for each hundred; codes are never renumbered.

1xx what is written, 2xx names, 3xx types, 4xx structure and time, 5xx data, 6xx lint, 7xx running and writing,
8xx use of the program, 9xx faults of the program itself.
"""
