# syntax=docker/dockerfile:1
# One image for web, worker and the one-off `migrate` (see compose.yaml). A mirror for pip: --build-arg PIP_INDEX_URL=…
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS builder
ARG PIP_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt /tmp/requirements.txt
RUN pip install --quiet --require-hashes -r /tmp/requirements.txt
WORKDIR /app
COPY . .
RUN python scripts/compile_messages.py \
    && python -m compileall -q huanghuai news \
    && SECRET_KEY=build DATA_DIR=/tmp/build STATIC_ROOT=/app/staticfiles python manage.py collectstatic --noinput -v 0

FROM ${PYTHON_IMAGE}
# pg_dump and pg_restore for `manage.py backup` and `restore`, and for the backup before a migration.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 huanghuai \
    && useradd --system --uid 10001 --gid huanghuai --home-dir /data --shell /usr/sbin/nologin huanghuai \
    && install -d -o huanghuai -g huanghuai -m 0750 /data
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    ENVIRONMENT=production \
    DATA_DIR=/data \
    STATIC_ROOT=/app/staticfiles \
    PORT=8000 \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    GRANIAN_HTTP=1 \
    GRANIAN_WEBSOCKETS=false \
    GRANIAN_WORKERS=2 \
    GRANIAN_BLOCKING_THREADS=4 \
    GRANIAN_RESPAWN_FAILED_WORKERS=true \
    GRANIAN_WORKERS_KILL_TIMEOUT=5
USER huanghuai
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "scripts/healthcheck.py"]
ENTRYPOINT ["granian", "--interface", "wsgi", "huanghuai.wsgi:application"]
