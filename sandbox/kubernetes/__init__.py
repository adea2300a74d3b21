"""The stand-in for the `kubernetes` provider: objects and Helm releases in the simulated EKS clusters."""
