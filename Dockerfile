FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/opt/venv UV_COMPILE_BYTECODE=1
WORKDIR /srv/mentornet
# What WeasyPrint sets PDF files with.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir uv
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project
COPY . .
ENV PATH=/opt/venv/bin:$PATH
# Once, and not at each start. No process that was ever started has these settings.
RUN python -m mentornet.dev.catalogs compile && sh deploy/static.sh && python -m compileall -q mentornet profiles networks matching evaluations
# A number, so that Kubernetes can tell that it is not root.
RUN useradd --system --uid 10001 mentornet && mkdir -p var/files && chown -R mentornet var
USER 10001
EXPOSE 8000
# /dev/shm: gunicorn's sign of life must not wait for a disk.
CMD ["gunicorn", "mentornet.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--keep-alive", "75", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
