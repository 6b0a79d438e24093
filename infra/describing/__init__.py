"""The contract in documents for machines and tables for people, as the code has it."""
