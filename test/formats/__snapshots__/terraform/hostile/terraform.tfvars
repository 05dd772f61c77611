region = "eu-west-1"

name = "a \"b\" \\ $${var.region} %%{ if true } $$${x} {{hcl x}} \n}\n# é 日本 \u2028 \u0008\u000c\t\u0000"

tags = {
  "a \"b\" \\ $${var.region} %%{ if true } $$${x} {{hcl x}} \n}\n# é 日本 \u2028 \u0008\u000c\t\u0000" = "a \"b\" \\ $${var.region} %%{ if true } $$${x} {{hcl x}} \n}\n# é 日本 \u2028 \u0008\u000c\t\u0000"
  "plain"                                                                                            = "value"
  "für"                                                                                              = "x"
}

vpc_id = "vpc-0a1b2c3d4e5f60718"

subnet_ids = [
  # a "b" \ ${var.region} %{ if true } $${x} {{hcl x}} } # é 日本 � �, eu-west-1a, 10.0.1.0/24
  "subnet-0aaaaaaaaaaaaaaa1",
  # a "b" \ ${var.region} %{ if true } $${x} {{hcl x}} } # é 日本 � �, eu-west-1b, 10.0.2.0/24
  "subnet-0bbbbbbbbbbbbbbb2",
]

s3_route_table_ids = [
  # a "b" \ ${var.region} %{ if true } $${x} {{hcl x}} } # é 日本 � �
  "rtb-0aaaaaaaaaaaaaaa1",
  # a "b" \ ${var.region} %{ if true } $${x} {{hcl x}} } # é 日本 � �
  "rtb-0bbbbbbbbbbbbbbb2",
]

task_cidrs = {
  "10.0.1.0/24" = "HTTPS from a _b_ _ $${var.region} _{ if true } $$${x} {{hcl x}} _}_# _ __ _ ____"
  "10.0.2.0/24" = "HTTPS from a _b_ _ $${var.region} _{ if true } $$${x} {{hcl x}} _}_# _ __ _ ____"
}
