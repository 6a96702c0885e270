//! RSA numbers, made once with `openssl genrsa` and public ever since. They protect nothing.

/// Modulus of the development key, 2048 bits.
pub(crate) const N: &str = "\
    v10JVy5EDo3ch59lrYN8XncVFWwi8GWG5CMIuNu9OC_38PJcLNRMez1N21iAfAILfJnhY5GW5wLULoMgLWGfOK_91fIwe4b5xqJ60-C_CrHxkz\
    U9d3ImOLhn1a1H9QfpA9ivzKmcdCyKh6CLlxWRE-1VJpfcQ5Nduv6GDRCKEFgl83poRf5xz9eMEW5hcknXZri7w985lGsv1uOztzNOQ20gux6R\
    r-oAOFkzItmqe-A-KKo1-qS2FQQAEpM_9bZ_y8wHWbFyNPUaS9f_sRhsPh6cl5SsrIUn7bQgNm4PWHgAMXI7qXmK2Mvz3ApCQso4t7ZtWXTVxh\
    5eWKkG_FQ93Q";
/// Private exponent of the development key.
pub(crate) const D: &str = "\
    TV1wOspOInIw77W-FjW70LclE3mZ8IWjUNVnH9FawP4Hp-Zb5JXZ69MfiGfR3hC3kyLlL-t6zh9jKADEQAShKfpgzZ-yASbTEX672LAanFjPeT\
    vDg2hnUnQfKpB5MHOHvZHblQsXYRJm2SlLdgP2mM9RJx6rIrjP4psnF94Ra0R87-9cAWiXHiM2PU1DT0LyGCI4rfcxa3mODc319RY3dJZmBnrG\
    jUiX6JloquS_P6pdTWYK2Bhb3L-M6IDj4K-o1zJoODcMwQMyjnUr7if6tnCTQW3KHadr-JYnlV17Ickp1Pj9wIj5nUsej8o8oek07C29FjnRSY\
    JUsDPSNiT9Uw";
/// First prime of the development key.
pub(crate) const P: &str = "\
    3ZRljJ-TvjPuC_4lN7ekQz8-4XIehrIk0DSK4erhQkk7EtFKekQyAQzBjujsAibuNXmTt4tg3O9VzSDsUIORBgCRXs71JipQ9uF7cB0OH1ccsC\
    yj387JG1XNRruyvxo0zXJ0_CmLgEK73ucGkx9IEs8TxZIzt074RK8jIBByXSc";
/// Second prime of the development key.
pub(crate) const Q: &str = "\
    3RcGLBzeDSUOcvRFTBAV5q0-Wxy7z5aPCVgTKxgS6PCd9qh4wFTkDIL8sGvx0gxlp58gsdNY2pczSrKPobbWkNgQDzCmK9tWHevOZltg0fkqHF\
    xSUY4g-3UroICXUVAolUN1DNE-QkGSL-o9BPDaG51t84sb9q3NB239jW6gd1s";
/// A modulus of 1024 bits.
pub(crate) const N_1024: &str = "\
    2TqsFJlw35zTkuyxGLZewvJRZ9fjfmRJttSa_x91raDw9UugBLXVDIhGuFVNVSpEEwVRO-_YC5XC0bmzXuVz4JbrNkzHaMVYkOSJAJSn7DC-2l\
    1mg2rc5q33dfXmgRL6AVd6hse1QBaunkRCWiQSW1vUhmhFkN1OQTYDNbNqTKM";
/// A modulus of 2048 bits, made for the exponent 3.
pub(crate) const N_E3: &str = "\
    uzphLapf7bHBgAIcXgOSGEtIPTEgF2cvxDuHubnJvQs0Lq5AA61_A1Gs48EUuIDdtSHAk3B07Ho_IkfL1mXpEkt3fWhjuwM8IWX1HLLB3yriPv\
    KdSznupSRGWPV_24ExFsTgwiWB3WMsSOU9UpdIfkeSj7cf7mDXdEuW7gljPWV4eYY5aVuya2j6chOvj0WUcFOZ0xZ80l2mS9ZjrsdiiYrrAs3r\
    Nps0fkiyteeS1OQNI49X8BDSqvwhMyyjPusd0LOIe_co8N6_aELKCWGvtclPVzMPo7xWW6r_e6AG4ABjW5sIEui-jrIBrAgQIhHqgoCVMcbVFj\
    ojFkzPNhYluw";
/// A modulus of 2048 bits of the form of CVE-2017-15361, made with `pow(65537, a, M) + k * M` for both primes, M being the
/// product of the first 126 primes.
pub const N_ROCA: &str = "\
    0p4MCqfJU17rPet9x4tF1lxlaGGSEuc7bNzVug75wKZBcEr722kaXKtdDuh7zERQf-\
    3zsFIRcZ1AD5gOxNRMN3GMsx4nEr4Y8e2hhG6IaHoRiLxEyPFOOyfxsr4YoFG6MrwPha0IZlBHalxcm3RTk-\
    oD2fYvAohiPfjTEcvUGSDI43hYYw1zj2nXp2m5uh1Y6BiDD2LG_8EuT794bkrex3qQICjAbk40f5K0RG6aaCrn0vFXk7dhtWW-\
    hh0ySyv0ahxpQ3az0m6HRLbVfkev9G0JYsvGPtrRyvGVccKkbqqtMBJHEDKXs0hTuxAQCk0i3EmpmsSsw14gPIOb00quzw";
/// A modulus of 8192 bits.
pub(crate) const N_8192: &str = "\
    vYlIiGhpqtB5_FuGQoAHD3rH9I3iWcVehMUorvH0rIry5VuFpwg4AUBu3CiBh3bX6BygIEJ8minaHy07d8NhocxtllM6YESRX8zjhvYwSqIcq7\
    WvtBcIlAPgaeOTLlpy617XNW_DLiZ195WBH5KeWW3kMtQug5lxdUXT85zpaTmhYZb_icm9lD-1CKfUTdRUjcYqZZN3EZmpNbJeeHrHHRg0A20E\
    mYZSjc2W1MJGvbN9ZSE2W0fYHYFjTXD9df0QjDEID4xW5Gao6OG9xhNe326pj-906g6I7oXba8_dG1mUsmgjNSNghbHJE4XaW3xKBO582JgmUW\
    kI9r_1lpmTw7FSuS3Mq4zeribHZ8ghF7RCZjSLG5FOYYxoI4Q0B6aJJW3onsRxGahCe62fKzORtNYXfPE4g7SDAu5iNmEpfeoNRFWwamImcdqa\
    ZuzRnbbK2UBGqh_CSkY6sK5vCAlF90jWW8VLVmO5aoZJc-XUHhVUUiKw44l4-Ruq_Fg8ccwvfCVSvKbzLRtk1bqaidsu4disOQ5fAjE5dkSSnf\
    O5rZMMskVFQ87ZV4OkXlzNi14qKjQ4MNYm-HB00ScTEX9XOt_PzlCj-LsA6mQ58B2k2oEn2D42_vdechuUzJvYOEoby8Ioq59nloxf41_02uX6\
    HNCKc_v3bvTS77zHBYvmibI50E8FmJjYPXdnmRgg0uETsSg2VKyFl69Jo4FPW9jzr4dlsMrw9SjCzajZ183UK4izoOCkSotz20TW4Lipoi034C\
    N3-wldUJqupUaZ4OXB4noCGB2o6TsPFjJ_IZkFy6BRgKqdyV-c2h-vwHpBWY7n_jx47H8VJjpkmI90B5mLh3Eog7x_6bVT1B7Gjvyal_30NIl1\
    w7iAPLDbGX8sNW1yWvQHnpLkIUrSJGi7jh1s76_4_BbAk1vyKooTVBcMAq0RsCCekjInDoEyl58ARsKSuKVV5iv42UoCYTzmoIJ_5ekGtj3-SZ\
    KpQt96jOb6lgvnaKyyAzPtMnmRbxw4ci_oAoy2jqDdM1hHzfL2SWlomXNUML5UjPgBkf3Z_G9OVVx90u8hVF7DuboPEjm6uYPLCfEGRLFzflUg\
    -FUHHrkBfQk4708FlwQ4kwz7lhZrfZr32MjBNe0LHJrd_hPDKZAke1jIqzAJdDEuzq0WNGpiMA29xcre6cOyL7kq881aR2pC6EtsPre1-5fKZF\
    UqptsnuLWCJQPaVUeSqfE9yxkfYd0TfVer5pZgP5hp_BaR2-OXAEp3eQ8HPG23Vcg5w2W8Px_bn8rNkX6LZR4OiTYlAelkMMSXPgfLe_5LQKYR\
    UbM12N3uobCgVOSyx6xxLOhug52Qsf4U4zWSYdc5c-MhAQ";
