"""Ids that last, and what people decided.

lasting_ids                                     ids minted once, inherited when companies merge or split
identity_events                                 their ledger
judgements                                      same, not same, unsure: constraints that every build obeys
"""
