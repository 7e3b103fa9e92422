#!/bin/sh
# go-ethereum as the engine of a sealer or replica on the same machine (or in the same network namespace).
#   start.sh DATA_FOLDER [GETH]
# The data folder may be emptied at any time: the sealer or replica fills it again from its log of blocks.
set -eu
data=$1
geth=${2:-geth}
here=$(dirname "$0")
mkdir -p "$data"
# `domledger init company` puts those of its own chain id there.
if [ -e "$data/genesis.json" ]; then here=$data; fi
if [ ! -e "$data/jwt.hex" ]; then
  (umask 077 && od -An -tx1 -N32 /dev/urandom | tr -d ' \n' >"$data/jwt.hex")
fi
if [ ! -d "$data/geth/chaindata" ]; then
  "$geth" --datadir "$data" --state.scheme hash init "$here/genesis.json"
fi
exec "$geth" --config "$here/geth.toml" --datadir "$data" \
  --http --http.addr 127.0.0.1 --http.port "${RPC_PORT:-8545}" \
  --authrpc.addr 127.0.0.1 --authrpc.port "${ENGINE_PORT:-8551}" --authrpc.jwtsecret "$data/jwt.hex"
