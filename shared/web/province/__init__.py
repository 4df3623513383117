"""The province's settings on the web: the page for administrators, the API, the stylesheet with its colour."""
