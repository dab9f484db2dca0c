"""The lake's companies.

company_records, told_sites, linkable_records   its records gathered, the sites that texts tell, ready to be linked
registry_links, registry_choice                 records to registrations, the best of them as judgements allow
link_cautions, link_doubts, link_reasons        what makes a link doubtful, and all that speaks in words
followers, asked_twins                          records that follow another to its registration
unregistered, board_ties                        clusters of those that no register knows
company_links, kept_links                       all of these in order, and links kept from the release before
lake_companies, company_table                   companies with ids, and described
"""
