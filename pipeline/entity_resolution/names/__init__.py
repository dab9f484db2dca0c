"""One company name: what is left when its dress is off, and how much its words tell.

name_forms                                      one form that spelling, script and punctuation do not change
legal_forms, exchange_names, name_variants      legal forms, what exchanges add, one name written in several ways
board_names, board_words, word_lists            names as job boards decorate them, and names of no company
sound, translations                             names in two scripts, names in other languages
writing_style                                   how a name is written
frequencies, word_background, vocabulary        how rare a word is, in general and in a registry
"""
