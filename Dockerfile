# One image for web, worker, beat and the commands.
FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/portal
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN useradd --system --home /srv/data portal \
    && mkdir -p /srv/static /srv/media /srv/data && chown portal /srv/media /srv/data \
    && SECRET_KEY=build DATABASE_URL=postgres://x@x/x STATIC_ROOT=/srv/static \
       DATABASE_OWNER_URL=postgres://x@x/x python manage.py collectstatic --noinput
USER portal
