package dev.headroom.event;

/** Who asked for room in a group. */
public enum Cause implements Wire {
  /** Tencent's {@code Group.CallbackAfterGroupFull}. */
  CALLBACK,
  /** A periodic look for full groups whose callback was lost. */
  SWEEP,
  /** A message on {@link Addresses#GROUP_FULL} from another part of the application. */
  BUS,
  /** A person, through the management port. */
  OPERATOR,
  /** Nobody: members are to be brought back, and no run is wanted. */
  RESTORE;
}
