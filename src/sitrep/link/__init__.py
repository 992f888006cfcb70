"""Linking: what is seen only when reports are laid side by side."""
