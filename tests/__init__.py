"""Tests: unit, contract, policies, engine. The fixtures they share stand here."""
