#!/bin/sh
# make-certificates.sh FOLDER broker HOST     authorities (when missing) and the broker's certificate for that host name or address (and localhost)
# make-certificates.sh FOLDER gateway NAME    a gateway's certificate; NAME is its gatewayId
# make-certificates.sh FOLDER collector       the collector's certificate
# DAYS says how long a certificate is valid (397); a negative number makes one that has expired, for tests. Needs openssl 3.
set -eu
umask 077
folder=$1
what=$2
name=${3:-collector}
days=${DAYS:-397}
mkdir -p "$folder"
cd "$folder"

authority() {
  [ -f "$1.crt" ] && return
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -keyout "$1.key" -out "$1.crt" \
    -subj "/CN=$1" -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
}

# certificate AUTHORITY FILE NAME EXTENSIONS
certificate() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$2.key" -out "$2.csr" -subj "/CN=$3" 2>/dev/null
  printf 'basicConstraints=CA:FALSE\n%s\n' "$4" > "$2.ext"
  openssl x509 -req -in "$2.csr" -CA "$1.crt" -CAkey "$1.key" -CAcreateserial -days "$days" -extfile "$2.ext" -out "$2.crt" 2>/dev/null
  rm "$2.csr" "$2.ext"
}

authority broker-ca
authority gateways-ca
authority collectors-ca
case $what in
  broker)
    case $name in
      *[!0-9.]*) alternative="DNS:$name" ;;
      *) alternative="IP:$name" ;;
    esac
    certificate broker-ca broker "$name" "extendedKeyUsage=serverAuth
subjectAltName=$alternative,DNS:localhost"
    ;;
  gateway) certificate gateways-ca "gateway-$name" "$name" extendedKeyUsage=clientAuth ;;
  collector) certificate collectors-ca collector collector extendedKeyUsage=clientAuth ;;
  *) echo "what is $what? broker, gateway or collector" >&2; exit 2 ;;
esac
