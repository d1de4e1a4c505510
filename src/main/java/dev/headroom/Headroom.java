package dev.headroom;
public final class Headroom { private Headroom() {} public static void main(String[] a) {} }
