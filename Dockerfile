FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/opt/venv
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
RUN python -m mentornet.dev.catalogs compile
RUN useradd --system mentornet && mkdir -p var/files staticfiles && chown -R mentornet var staticfiles
USER mentornet
CMD ["gunicorn", "mentornet.wsgi", "--bind", "0.0.0.0:8000", "--workers", "4", "--threads", "4"]
