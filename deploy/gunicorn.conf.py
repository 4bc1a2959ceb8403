"""How gunicorn serves the site in production; every value can be overridden on the command line."""

import multiprocessing

wsgi_app = "union_site.wsgi:application"
bind = "127.0.0.1:8000"
workers = min(2 * multiprocessing.cpu_count() + 1, 9)
threads = 4
timeout = 120  # a document of many pages takes a while
graceful_timeout = 30
max_requests = 2000  # drawing documents fragments memory: a worker is renewed now and then
max_requests_jitter = 200
accesslog = None  # nginx writes it
errorlog = "-"
