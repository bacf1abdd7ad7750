"""A certificate for the address that a phone calls in the local network, since a page may feel motion over https only.

A small authority signs it and is forgotten at once: its key is never written, so that nobody can sign anything else
with it, whatever phone has been told to trust it. It is made anew when the address changes or the year is over.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from footwise.errors import FootwiseError

# Apple's phones take none that is valid for longer than 398 days.
_VALID = timedelta(days=390)
_SOON = timedelta(days=14)
_AUTHORITY, _CERTIFICATE, _KEY = "authority.crt", "certificate.pem", "key.pem"


@dataclass(frozen=True)
class Certificate:
    """Where it lies.

    Attributes
    ----------
    chain, key : Path
        As `ssl` reads them.
    authority : bytes
        What a phone may be told to trust (DER).
    fingerprint : str
        SHA-256 of it, as phones show it.
    is_new : bool
        Made just now: no phone trusts it yet.
    """

    chain: Path
    key: Path
    authority: bytes
    fingerprint: str
    is_new: bool


def certificate_for(addresses: tuple[str, ...], folder: Path) -> Certificate:
    """Give the certificate that is kept in a folder, or make one.

    Parameters
    ----------
    addresses : tuple of str
        Names and IP addresses of this computer.
    folder : Path
        Of this user alone.

    Raises
    ------
    FootwiseError
        The folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if _is_good(folder, addresses):
            return _kept(folder, is_new=False)
        _make(addresses, folder)
    except OSError as error:
        raise FootwiseError(
            folder,
            f"cannot keep the certificate ({error.strerror})",
            "Name a folder that you may write with `folder=...`",
        ) from error
    return _kept(folder, is_new=True)


def _kept(folder: Path, *, is_new: bool) -> Certificate:
    authority = (folder / _AUTHORITY).read_bytes()
    digits = sha256(authority).hexdigest().upper()
    shown = " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))
    return Certificate(folder / _CERTIFICATE, folder / _KEY, authority, shown, is_new)


def _is_good(folder: Path, addresses: tuple[str, ...]) -> bool:
    """Tell whether all of it is there, is for these addresses, and stays valid for a while."""
    try:
        leaf = x509.load_pem_x509_certificate((folder / _CERTIFICATE).read_bytes())
        x509.load_der_x509_certificate((folder / _AUTHORITY).read_bytes())
        named = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    known = {*named.get_values_for_type(x509.DNSName), *map(str, named.get_values_for_type(x509.IPAddress))}
    lasts = leaf.not_valid_after_utc - _SOON > datetime.now(UTC)
    return (folder / _KEY).is_file() and set(addresses) <= known and lasts


def _make(addresses: tuple[str, ...], folder: Path) -> None:
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority_name = _name(f"Footwise practice on {addresses[0]}")
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    authority = (
        _begun(authority_name, authority_name, authority_key.public_key())
        # It signs certificates of computers, and of no further authority.
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(signer, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    leaf = (
        _begun(_name(addresses[0]), authority_name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(one) for one in addresses]), critical=False)
        .add_extension(signer, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    # The certificate last: without it the next start makes all anew.
    (folder / _CERTIFICATE).unlink(missing_ok=True)
    (folder / _KEY).unlink(missing_ok=True)
    with os.fdopen(os.open(folder / _KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret)
    (folder / _AUTHORITY).write_bytes(authority.public_bytes(serialization.Encoding.DER))
    (folder / _CERTIFICATE).write_bytes(leaf.public_bytes(pem) + authority.public_bytes(pem))


def _begun(name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    """Begin a certificate, valid from yesterday, as a phone's clock may be slow."""
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _VALID)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(text: str) -> x509.Name:
    # A name is at most 64 letters long.
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _general(address: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(address))
    except ValueError:
        return x509.DNSName(address)
