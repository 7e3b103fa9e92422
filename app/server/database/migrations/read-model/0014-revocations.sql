-- The DEVICE_REVOKE that took a device out of service, as the company signed it, instead of whether there was one.
alter table devices add column revocation text references internal_blocks (digest);
update devices set revocation = (
  select digest from internal_blocks
  where kind = 517 and ledger_name = 'meters' and data = decode(substr(device_id, 3), 'hex')
)
where revoked;
alter table devices drop column revoked;
