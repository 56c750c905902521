"""Secrecy: blind-signed credentials, ballots sealed to the tellers, their shared key, the chain of batches.

Pure functions over bytes; the primitives are those of the ``cryptography`` library. docs/security.md says what this
protects against and what not.
"""
