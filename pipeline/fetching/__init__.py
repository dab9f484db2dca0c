"""The polite, guarded HTTP client: everything that comes from a URL comes through here.

Policy is pure (`web_urls`, `addresses`, `robots`, `retry_after`, `statuses`); `connections` alone opens sockets, and
`client` puts them in order: a URL's rules, the resolved addresses' rules, robots.txt, the host's pace, the request, and
all of it again for every redirect.
"""
