"""The addresses: the API for programs, the chat, the pages."""
