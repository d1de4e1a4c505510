-- MsgSeq when the member was chosen: whoever has read on since is here. NULL = not known.
ALTER TABLE removals ADD COLUMN msg_seq BIGINT;
