package dev.headroom.config;

/** Policies for tests, said by what is other than the defaults: a new key changes none of them. */
public final class TestPolicy {

  private PolicySettings policy;

  private TestPolicy(PolicySettings policy) {
    this.policy = policy;
  }

  /** What holds where the file says nothing; has no hash. */
  public static TestPolicy defaults() {
    return new TestPolicy(PolicySettings.DEFAULTS);
  }

  /** Like that one. */
  public static TestPolicy like(PolicySettings other) {
    return new TestPolicy(other);
  }

  /** With another value of that component. */
  public TestPolicy with(String component, Object value) {
    policy = Components.with(policy, component, value);
    return this;
  }

  public PolicySettings build() {
    return policy;
  }
}
