"""The lake's companies.

company_records, told_sites, linkable_records   its records gathered, the sites that texts tell, ready to be linked
registry_links, link_doubts, link_reasons       records to registrations, what makes a link doubtful, in words
followers, asked_twins                          records that follow another to its registration
unregistered, board_ties                        clusters of those that no register knows
company_links, kept_links                       all of these in order, and links kept from the release before
lake_companies, company_table                   companies with ids, and described
"""
