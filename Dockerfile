# syntax=docker/dockerfile:1
# One image for every process: serve, work and migrate. Only the page is built, Node strips the types of everything else.
# The version of Node is the one that the tests run on.

# What builds the page is needed here and nowhere else.
FROM node:24.21.0-bookworm-slim AS page
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY src src
RUN npm run build

FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The compiler that checks the types is optional where it is not to be had; a process never needs it.
RUN npm ci --omit=dev && rm -rf node_modules/@effect/tsgo-linux-x64

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8000 \
    METRICS_HOST=0.0.0.0 \
    METRICS_PORT=9464 \
    LOG_FORMAT=json \
    DATA_DIR=/data
WORKDIR /app
# Only the embedded profile writes anything, and only here: mount a volume, and the rest may be read-only.
RUN install -d -o node -g node /data
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY prompts prompts
COPY sql sql
COPY src src
COPY --from=page /app/dist dist
USER 1000:1000
EXPOSE 8000 9464
# Whether the process is alive. Whether it should be given traffic is /api/ready, on the same port.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.METRICS_PORT}/api/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# In this form the process itself gets SIGTERM, and drains.
CMD ["node", "src/app/main.ts", "serve"]
