"""How many people the site reaches: counted in the process, kept by month, without cookies and without addresses.

a request was answered | tally in memory | what kind, which reader | counters of the month in the store
"""
