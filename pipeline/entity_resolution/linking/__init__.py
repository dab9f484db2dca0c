"""Records against a registry.

registry                                        a registry ready for linking, and its best candidates
resolution                                      match, review or no match, with runner-up and reasons
distributed_linking, registry_arrays            the same in many processes, which share one registry
"""
