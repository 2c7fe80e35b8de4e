# Telltale in a container: JupyterLab, or any other command of README. environment.md, "Container", says how to build and
# start it. BASE is a Debian with Node and npm.
ARG BASE=node:24-trixie-slim
FROM ${BASE}

# What set-up needs, and git for whoever works in the container. Versions are those of Debian's stable release: pinned
# ones would be gone with its next security update.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends g++ git python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*

# Not root, but the user of this id, whom Node's images have already. Binder passes an id and a name of its own.
ARG NB_UID=1000
ARG NB_USER=telltale
RUN getent passwd "${NB_UID}" || useradd --create-home --uid "${NB_UID}" "${NB_USER}"
RUN install --directory --owner="${NB_UID}" /telltale
WORKDIR /telltale
USER ${NB_UID}

# Set-up, before the rest, so that an edit elsewhere does not repeat it. The folders are where volumes go.
COPY --chown=${NB_UID} .npmrc package.json package-lock.json requirements.txt ./
COPY --chown=${NB_UID} requirements requirements
COPY --chown=${NB_UID} scripts/setup.mjs scripts/typescript.mjs scripts/
COPY --chown=${NB_UID} scripts/setup scripts/setup
COPY --chown=${NB_UID} scripts/shims scripts/shims
COPY --chown=${NB_UID} lib/runtime/native lib/runtime/native
RUN node scripts/setup.mjs \
    && rm -rf ~/.npm ~/.cache \
    && mkdir -p data/smap-msl results my-data
COPY --chown=${NB_UID} . .

# The container confines the browser that draws static pictures: its own sandbox needs what containers may not do.
ENV PATH=/telltale/.venv/bin:${PATH} \
    TELLTALE_CHROMIUM_SANDBOX=0

# All addresses within the container; publish the port on the host's loopback only. JupyterLab asks for its token.
EXPOSE 8888
CMD ["npm", "run", "lab", "--", "--ip=0.0.0.0", "--no-browser"]
