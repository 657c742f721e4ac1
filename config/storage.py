"""Where files stand: a folder of this machine, or a bucket that speaks S3."""


def s3_store(
    *, bucket: str, endpoint: str = "", access_key: str = "", secret_key: str = "", region: str = ""
) -> dict:
    """The entry of STORAGES for a bucket. Keys left out are found by boto3 itself, as on a machine with a role.

    Paths instead of host names and no checksums in trailers: that is what every S3-compatible store understands.
    """
    from botocore.config import Config  # only where a bucket is used

    compatible = Config(
        s3={"addressing_style": "path"},
        signature_version="s3v4",
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": endpoint or None,
            "access_key": access_key or None,
            "secret_key": secret_key or None,
            "region_name": region or None,
            "client_config": compatible,
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
            # What is read goes to a temporary file, not to memory.
            "max_memory_size": 1 << 20,
        },
    }
