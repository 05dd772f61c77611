resource "aws_vpc" "main" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
  enable_dns_support               = false
}

resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "main" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.${count.index}.0/24"
  ipv6_cidr_block   = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, count.index)
  availability_zone = "eu-west-1a"
}

resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.main.default_route_table_id

  route {
    cidr_block                = "10.1.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.main.id
  }
}

resource "aws_vpc_peering_connection" "main" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = aws_vpc.other.id
  auto_accept = true
}

resource "aws_route" "main" {
  route_table_id              = aws_vpc.main.main_route_table_id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.main.id
}

resource "aws_egress_only_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_default_network_acl" "main" {
  default_network_acl_id = aws_vpc.main.default_network_acl_id

  dynamic "ingress" {
    for_each = [100, 200]
    content {
      rule_no    = ingress.value
      action     = "allow"
      protocol   = "-1"
      cidr_block = "10.0.0.0/8"
      from_port  = 0
      to_port    = 0
    }
  }
}

resource "aws_route_table" "other" {
  vpc_id           = aws_vpc.other.id
  propagating_vgws = [aws_vpn_gateway.other.id]

  dynamic "route" {
    for_each = ["0.0.0.0/0"]
    content {
      cidr_block = route.value
      gateway_id = aws_internet_gateway.other.id
    }
  }
}

resource "aws_main_route_table_association" "other" {
  vpc_id         = aws_vpc.other.id
  route_table_id = aws_route_table.other.id
}

resource "aws_internet_gateway" "other" {
  vpc_id = aws_vpc.other.id
}

resource "aws_vpn_gateway" "other" {}

resource "aws_vpc_dhcp_options" "other" {
  domain_name_servers = ["10.1.0.53", "10.1.1.53"]
}

resource "aws_vpc_dhcp_options_association" "other" {
  vpc_id          = aws_vpc.other.id
  dhcp_options_id = aws_vpc_dhcp_options.other.id
}

resource "aws_vpc_block_public_access_options" "all" {
  internet_gateway_block_mode = "block-ingress"
}

resource "aws_vpc_block_public_access_exclusion" "other" {
  vpc_id                          = aws_vpc.other.id
  internet_gateway_exclusion_mode = "allow-bidirectional"
}

resource "aws_nat_gateway" "private" {
  subnet_id         = aws_subnet.main[1].id
  connectivity_type = "private"
}

resource "aws_route53_zone" "private" {
  name = "ecr.eu-west-1.amazonaws.com"

  vpc {
    vpc_id = aws_vpc.main.id
  }
}

resource "aws_route53_zone" "public" {
  name = "example.com"
}

resource "aws_ecs_cluster" "main" {
  name = "main"

  configuration {
    execute_command_configuration {
      kms_key_id = aws_kms_key.exec.arn
      logging    = "OVERRIDE"

      log_configuration {
        s3_bucket_name = "sessions"
      }
    }
  }
}

resource "aws_kms_key" "exec" {}

resource "aws_ecs_capacity_provider" "machines" {
  name = "machines"

  auto_scaling_group_provider {
    auto_scaling_group_arn = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:1a2b:autoScalingGroupName/machines"
  }
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = [aws_ecs_capacity_provider.machines.name]

  default_capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.machines.name
  }
}

resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "awsvpc"
  container_definitions = jsonencode([{
    name             = "web"
    image            = "nginx"
    logConfiguration = { logDriver = "awslogs", options = { "awslogs-group" = aws_kms_key.exec.key_id } }
  }])
}

resource "aws_ecs_service" "web" {
  name                   = "web"
  cluster                = aws_ecs_cluster.main.id
  task_definition        = aws_ecs_task_definition.web.arn
  enable_execute_command = true

  network_configuration {
    subnets = aws_subnet.main[*].id
  }

  service_connect_configuration {
    enabled = true

    log_configuration {
      log_driver = "awslogs"
      options    = { "awslogs-group" = "connect", "awslogs-region" = "eu-west-1" }
    }
  }
}
