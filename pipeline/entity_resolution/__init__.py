"""Which company a record speaks of.

names.py, legal_forms.py, name_variants.py        what is left of a name when its dress is off
board_names.py, board_words.py, word_lists.py     names as job boards decorate them, and names of no company
sound.py                                          names in two scripts
frequencies.py, vocabulary.py, word_background.py how much a word tells
name_columns.py, name_table.py, name_facts.py,    names and records as columns, read in many processes
    record_table.py, records.py, name_reading.py,
    spread.py
blocking.py, shared_keys.py,                      candidate pairs, without training
    near_home.py, initials_keys.py
comparisons.py, name_evidence.py,                 comparison levels of a candidate pair
    word_evidence.py, word_alignment.py
names_alone.py, name_remainders.py,               and of names without other evidence
    legal_entities.py, known_initials.py
scoring.py, model_file.py                         levels to match weights in bits, bits to probabilities
registry.py, resolution.py,                       records against a registry, also in many processes
    distributed_linking.py
standing.py, partial_initials.py,                 what ranks candidates beside their comparison,
    named_places.py, form_countries.py
choice.py, held_words.py, writing_style.py,       and whether the best of them is right, or any is
    trees.py
pairs.py, deduplication.py, clustering.py         pairs, and records among themselves
incremental_deduplication.py,                     records added to those deduplicated before
    record_layers.py, layer_search.py,
    layer_candidates.py, reclustering.py
companies.py                                      the lake's links and companies, from
    linkable_records.py                             its records,
    registry_links.py, unregistered.py              the register and the rest,
    judgements.py                                   what people decided,
    identity.py, identity_events.py                 and ids that last, with their ledger
relations.py, recruiting.py                       former and trading names, parents and recruiters' clients, which are
                                                  not identity
company_records.py, company_table.py              the records gathered, the companies described
training.py, linking_training.py, fitting.py,     learn weights.json, choice_trees.json and word_frequencies.json
    boosting.py, left_out_names.py                  (a tool, not a stage)
"""
