-- What a clerk of the portal approved: a meter's new owner (`meterId:owner`, for whatever registers it is handed over behind), or one act by its hash.
create table approvals (
  approval text primary key,
  created_at bigint not null
);
