# One image for every role: docker run IMAGE web | worker | beat | migrate | manage COMMAND
FROM python:3.11-slim-bookworm AS packages
COPY requirements/base.txt /tmp/base.txt
RUN python -m venv /opt/kantoor \
    && /opt/kantoor/bin/pip install --no-cache-dir --require-hashes --no-deps --only-binary :all: -r /tmp/base.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/kantoor --create-home kantoor
COPY --from=packages /opt/kantoor /opt/kantoor
COPY . /srv/kantoor
WORKDIR /srv/kantoor
ENV PATH=/opt/kantoor/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    KANTOOR_VAR=/var/lib/kantoor \
    KANTOOR_STATIC=/srv/static \
    KANTOOR_BIND=0.0.0.0 \
    PORT=8000
# The key is for this one command: collecting files reads the settings but signs nothing.
RUN SECRET_KEY=build-only python manage.py collectstatic --noinput --verbosity 0
USER kantoor
VOLUME /var/lib/kantoor
EXPOSE 8000
ENTRYPOINT ["python", "-m", "config.launcher.role"]
CMD ["web"]
