"""Tests of the policy packs, driven through the SDK's own analyzer as the engine drives it."""
