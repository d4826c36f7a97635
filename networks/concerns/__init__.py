"""Confidential concerns: who they go to, who reads them, and what their author decides."""
