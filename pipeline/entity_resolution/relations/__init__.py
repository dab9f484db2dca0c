"""What companies are to each other and to other names: no reason to count two as one.

company_relations                               former names, trading names, parents
recruiting                                      for whom a posting's poster recruits
"""
