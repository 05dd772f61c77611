data "aws_prefix_list" "s3" {
  name = "com.amazonaws.eu-west-1.s3"
}

resource "aws_network_acl_rule" "app_egress_10" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 10
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.2.0/24"
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_rule" "app_ingress_10" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 10
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.2.0/24"
  from_port      = 32768
  to_port        = 60999
}

resource "aws_network_acl_rule" "app_ingress_20" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 20
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.1.0/24"
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_rule" "app_egress_20" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 20
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.1.0/24"
  from_port      = 32768
  to_port        = 60999
}

resource "aws_network_acl_rule" "app_egress_pl_s3" {
  count = length(data.aws_prefix_list.s3.cidr_blocks)

  network_acl_id = aws_network_acl.app.id
  rule_number    = 70 + count.index
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = data.aws_prefix_list.s3.cidr_blocks[count.index]
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_rule" "app_ingress_pl_s3" {
  count = length(data.aws_prefix_list.s3.cidr_blocks)

  network_acl_id = aws_network_acl.app.id
  rule_number    = 70 + count.index
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = data.aws_prefix_list.s3.cidr_blocks[count.index]
  from_port      = 32768
  to_port        = 60999
}

resource "aws_network_acl_rule" "app_egress_50" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 50
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.1.0/24"
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_rule" "app_ingress_50" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 50
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.1.0/24"
  from_port      = 32768
  to_port        = 60999
}

resource "aws_network_acl_rule" "app_ingress_60" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 60
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.2.0/24"
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_rule" "app_egress_60" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 60
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.2.0/24"
  from_port      = 32768
  to_port        = 60999
}
